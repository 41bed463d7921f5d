import { defineConfig } from 'vite'

export default defineConfig({
  build: {
    outDir: '../dist',
    // The other pages live in the same folder.
    emptyOutDir: false,
    target: ['chrome87', 'safari14'],
    lib: {
      entry: 'src/embed.ts',
      formats: ['iife'],
      name: 'esa',
      fileName: () => 'embed.js',
    },
  },
})
