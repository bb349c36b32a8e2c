import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './theme/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { makeInstallable } from './app/installable';
import { initialLanguage, startTexts } from './i18n';

// After an update the old files are gone; the new page is fetched once.
const RELOADED = 'dinrail-reloaded';
window.addEventListener('vite:preloadError', () => {
  if (sessionStorage.getItem(RELOADED) === location.href) return;
  sessionStorage.setItem(RELOADED, location.href);
  location.reload();
});

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
await startTexts(initialLanguage());
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
sessionStorage.removeItem('dinrail-attempts'); // of public/second-attempt.js
makeInstallable();
