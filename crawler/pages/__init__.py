"""Reading markup: from a page to an article or a listing, without network, store or clock."""
