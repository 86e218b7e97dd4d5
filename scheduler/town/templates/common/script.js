(function () {
  "use strict";
  var sizes = [14, 16, 18, 20, 22], at = 1;
  function area() { return document.querySelector("[data-reading]"); }
  function resize(step) {
    var box = area();
    if (!box) { return; }
    at = Math.min(sizes.length - 1, Math.max(0, at + step));
    box.style.fontSize = sizes[at] + "px";
  }
  function toggle(event) {
    var item = event.target.closest(".main-menu > ul > li");
    if (item && window.innerWidth < 860) { item.classList.toggle("open"); }
  }
  function clock() {
    var box = document.getElementById("today");
    if (!box) { return; }
    var days = ["Chủ nhật", "Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy"], day = new Date();
    box.textContent = days[day.getDay()] + ", " + day.toLocaleDateString("vi-VN");
  }
  function copyLink() {
    if (navigator.clipboard) { navigator.clipboard.writeText(window.location.href); }
  }
  document.addEventListener("DOMContentLoaded", function () {
    clock();
    document.addEventListener("click", toggle);
    Array.prototype.forEach.call(document.querySelectorAll("[data-zoom]"), function (button) {
      button.addEventListener("click", function () { resize(Number(button.getAttribute("data-zoom"))); });
    });
    Array.prototype.forEach.call(document.querySelectorAll("[data-copy]"), function (button) {
      button.addEventListener("click", copyLink);
    });
  });
}());
