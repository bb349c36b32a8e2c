// A network that changes while the application is fetched would leave an empty page; it is opened again instead.
(function () {
  var KEY = 'dinrail-attempts';
  var MOST = 5;
  var PAUSE_MS = 700;
  addEventListener(
    'error',
    function (event) {
      var failed = event.target;
      var needed = failed instanceof HTMLScriptElement || (failed instanceof HTMLLinkElement && failed.rel === 'stylesheet');
      if (!needed) return;
      var root = document.getElementById('root');
      if (root !== null && root.childElementCount > 0) return;
      try {
        var attempts = Number(sessionStorage.getItem(KEY)) || 0;
        if (attempts >= MOST) return;
        sessionStorage.setItem(KEY, String(attempts + 1));
      } catch {
        return;
      }
      setTimeout(function () {
        location.reload();
      }, PAUSE_MS);
    },
    true,
  );
})();
