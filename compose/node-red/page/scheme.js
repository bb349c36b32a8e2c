// In the browser, before the editor begins: light or dark like the system, until somebody chooses in its settings.
'use strict';

if (localStorage.getItem('view-dark-theme') === null) localStorage.setItem('view-dark-theme', 'auto');
