import vue from '@vitejs/plugin-vue'
import { defineConfig, type Plugin } from 'vite'

/** Lets the browser fetch the page's second part together with the first. */
function preloadView(): Plugin {
  return {
    name: 'preload-view',
    transformIndexHtml: {
      order: 'post',
      handler: (_, { chunk }) =>
        (chunk?.dynamicImports ?? []).map((file) => ({
          tag: 'link',
          attrs: { rel: 'modulepreload', crossorigin: true, href: `/h5/${file}` },
          injectTo: 'head',
        })),
    },
  }
}

export default defineConfig({
  base: '/h5/',
  // Only <script setup> components here: the options API need not travel.
  plugins: [vue({ features: { optionsAPI: false } }), preloadView()],
  build: {
    outDir: '../dist/h5',
    emptyOutDir: true,
    target: ['chrome87', 'safari14'],
    // The one dynamic import is preloaded by the document; Vite's helper for it is not needed.
    modulePreload: false,
    // Nothing inlined as data: in scripts or styles, so that the page's CSP can stay short.
    assetsInlineLimit: 0,
  },
  server: {
    proxy: {
      '/api': 'http://127.0.0.1:8080',
      '/ws': { target: 'ws://127.0.0.1:8080', ws: true },
    },
  },
})
