// Sets the colour scheme before the first paint; a file of its own because the policy forbids inline scripts.
(function () {
  var stored = null;
  try {
    stored = localStorage.getItem('dinrail-color-scheme');
  } catch {
    stored = null;
  }
  var dark = stored === 'dark' || (stored !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
  document.documentElement.style.background = dark ? '#171d24' : '#f2f4f6';
})();
