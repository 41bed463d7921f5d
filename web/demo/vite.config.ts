import { defineConfig } from 'vite'

export default defineConfig({
  // The server shows the page at / and at /demo/ of its own port; its files are always below /demo/.
  base: '/demo/',
  build: {
    outDir: '../dist/demo',
    emptyOutDir: true,
    target: ['chrome87', 'safari14'],
    modulePreload: { polyfill: false },
  },
})
