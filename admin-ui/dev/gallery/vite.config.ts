import { fileURLToPath } from 'node:url';
import { mergeConfig } from 'vite';
import base from '../../vite.config';

// The gallery as a page of its own beside the application, for pictures only: `npm run gallery`.
export default mergeConfig(base, {
  build: {
    emptyOutDir: false,
    manifest: '.vite/gallery.json',
    rollupOptions: { input: fileURLToPath(new URL('./index.html', import.meta.url)) },
  },
});
