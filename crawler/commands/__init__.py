"""What a developer adding a spider needs."""
