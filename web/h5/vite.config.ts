import vue from '@vitejs/plugin-vue'
import { defineConfig, type Plugin } from 'vite'

/** Lets the browser fetch the page's second part together with the first. Languages wait until one is asked for. */
function preloadView(): Plugin {
  return {
    name: 'preload-view',
    transformIndexHtml: {
      order: 'post',
      handler: (_, { chunk, bundle }) => {
        const view = chunk?.dynamicImports.find((file) => file.includes('/view-'))
        const part = view && bundle?.[view]
        // What it imports as well, or the browser would learn of that only when it has read it.
        const files = part && part.type === 'chunk' ? [part.fileName, ...part.imports] : []
        return files
          .filter((file) => file !== chunk?.fileName)
          .map((file) => ({
            tag: 'link',
            attrs: { rel: 'modulepreload', crossorigin: true, href: `/h5/${file}` },
            injectTo: 'head',
          }))
      },
    },
  }
}

/**
 * The document preloads the one dynamic import and links the one style sheet. Vite wraps the import in
 * its preload helper nevertheless, 700 B (gzip) of the part that loads first.
 */
function plainImport(): Plugin {
  return {
    name: 'plain-import',
    enforce: 'pre',
    load: (id) => (id === '\0vite/preload-helper.js' ? 'export const __vitePreload = (load) => load()' : null),
  }
}

/** Names of components are for the developer's tools, which a built page does not serve. */
function nameless(): Plugin {
  return {
    name: 'nameless',
    apply: 'build',
    transform: (code, id) => (id.includes('.vue?') ? code.replace(/\b__name: ["'`]\w+["'`],/, '') : null),
  }
}

/** In one file, which compresses better than the several that rolldown would make of it. */
const FIRST_SCREEN =
  /node_modules|chat\/src\/(cards|choices|composing|files|useFollow|index|segments|words|ChoiceList|MessageBody|RichText|TextBubble)\b|h5\/src\/(banner|times|unread|use\w+|view|words|App|ChatHeader|DisplayTools|MessageComposer|MessageRow|PendingRow|StatusBanner|TranscriptView|WaitingLine)\.(ts|vue)/

export default defineConfig({
  base: '/h5/',
  // Only <script setup> components here: the options API need not travel.
  plugins: [vue({ features: { optionsAPI: false } }), nameless(), preloadView(), plainImport()],
  build: {
    outDir: '../dist/h5',
    emptyOutDir: true,
    target: ['chrome87', 'safari14'],
    modulePreload: false,
    // Styles of the second part would be that helper's to load.
    cssCodeSplit: false,
    // Nothing inlined as data: in scripts or styles, so that the page's CSP can stay short.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: { codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: 'view', test: FIRST_SCREEN }] } },
    },
  },
  server: {
    proxy: {
      '/api': 'http://127.0.0.1:8080',
      '/ws': { target: 'ws://127.0.0.1:8080', ws: true },
    },
  },
})
