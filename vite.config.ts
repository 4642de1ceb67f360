import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** The development server puts inline scripts and styles into the page, so there alone the page's policy is left out. */
function withoutPolicyInDevelopment(): Plugin {
  return {
    name: 'without-policy-in-development',
    apply: 'serve',
    transformIndexHtml: (html) => html.replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, ''),
  };
}

// The web page. Programs for Node (src/cli and the like) are bundled by scripts/run-ts.mjs.
export default defineConfig({
  base: './',
  plugins: [react(), withoutPolicyInDevelopment()],
  worker: { format: 'es' },
  css: { modules: { localsConvention: 'camelCaseOnly' } },
  build: {
    outDir: 'dist/web',
    emptyOutDir: true,
    // The page, and one view of it for frames of other pages.
    rolldownOptions: { input: ['index.html', 'embed.html'] },
    // The first versions with all of light-dark(), popover, Array.prototype.toSorted and CompressionStream.
    target: ['chrome123', 'edge123', 'firefox125', 'safari17.5'],
    // Nothing becomes a data: address: the page's policy allows files of its own only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: true,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000, // scripts/check-size.mjs guards the size
  },
});
