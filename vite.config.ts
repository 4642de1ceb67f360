import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { POLICY } from './src/cli/server.mjs';

/** The policy in the page itself. The development server puts inline scripts and styles into the page, so there alone it is left out. */
function policyInTheHtml(): Plugin {
  const attrs = { 'http-equiv': 'Content-Security-Policy', content: POLICY };
  return {
    name: 'policy-in-the-html',
    apply: 'build',
    transformIndexHtml: () => [{ tag: 'meta', attrs, injectTo: 'head-prepend' }],
  };
}

/**
 * src/ui/main.ts imports the parts of the page one after another. They are named in the HTML, so that a browser fetches all
 * at once; which are the page's at its first moment, scripts/check-size.mjs reads there too.
 */
function partsInTheHtml(): Plugin {
  return {
    name: 'parts-in-the-html',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }) {
        const wanted = new Set<string>();
        const add = (file: string, isEntry: boolean): void => {
          const chunk = bundle[file];
          if (chunk?.type !== 'chunk' || wanted.has(file)) return;
          wanted.add(file);
          for (const name of chunk.imports) add(name, false);
          if (isEntry) for (const name of chunk.dynamicImports) add(name, false);
        };
        for (const [file, chunk] of Object.entries(bundle))
          if (chunk.type === 'chunk' && chunk.moduleIds.some((id) => id.endsWith('/src/ui/main.ts'))) add(file, true);
        return [...wanted]
          .filter((file) => !html.includes(file))
          .map((file) => ({
            tag: 'link',
            attrs: { rel: 'modulepreload', crossorigin: true, href: `./${file}` },
            injectTo: 'head' as const,
          }));
      },
    },
  };
}

// The web page. Programs for Node (src/cli and the like) are bundled by scripts/run-ts.mjs.
export default defineConfig({
  base: './',
  plugins: [react(), policyInTheHtml(), partsInTheHtml()],
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
