// Runs in any browser: one that is too old for the page gets a sentence in place of an empty screen.
(() => {
  var fine =
    "noModule" in document.createElement("script") &&
    window.Promise &&
    window.fetch &&
    "".replaceAll &&
    window.indexedDB;
  if (fine) return;
  var place = document.getElementById("app");
  place.setAttribute("class", "too-old");
  place.appendChild(
    document.createTextNode(
      "这个浏览器版本太旧，打不开本页。请用手机自带浏览器的新版本，或者谷歌浏览器 90 以上、苹果系统 15.4 以上。(This browser is too old for the page.)",
    ),
  );
})();
