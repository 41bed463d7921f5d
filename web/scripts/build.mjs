// Builds embed.js, h5/, console/ and demo/ into dist/, compresses what compresses, and holds the size budgets.
import { readdir, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { compress } from './compress.mjs'
import { firstLoad } from './first.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = `${root}dist`

await rm(dist, { recursive: true, force: true })
for (const part of ['embed', 'h5', 'console', 'demo']) {
  await build({ root: `${root}${part}`, configFile: `${root}${part}/vite.config.ts`, logLevel: 'warn' })
}

const sizes = await compress(dist)
for (const { name, raw, gzip, brotli } of sizes) {
  const columns = [raw, gzip, brotli].map((size) => String(size).padStart(8))
  console.log(`${name.padEnd(40)} ${columns[0]} B ${columns[1]} B gzip ${columns[2]} B brotli`)
}

const scripts = sizes.filter(({ name }) => /^h5\/.*\.js$/.test(name))
const first = await firstLoad(dist, 'h5')
/** The console's document, and everything that its desk takes until somebody can work. */
const desk = sizes.filter(({ name }) => /^console\//.test(name) && !/\/FiguresPage-/.test(name))
/** Most of it is ECharts; only who looks at figures fetches it. */
const figures = sizes.filter(({ name }) => /^console\/.*\/FiguresPage-/.test(name))
/** What browsers get: every one of the last years takes brotli. @param {typeof scripts} files */
const sum = (files) => files.reduce((total, { brotli }) => total + brotli, 0)
// Vue alone takes 21 kB of the page. The small first part opens the connection while the second one
// travels, and a slow network feels only the first.
const budgets = [
  { what: 'embed.js, as gzip', most: 2_000, size: sizes.find(({ name }) => name === 'embed.js')?.gzip ?? Infinity },
  { what: 'first script of h5/', most: 6_500, size: sum(scripts.filter(({ name }) => name.includes('/index-'))) },
  { what: 'scripts that all visitors load', most: 35_000, size: sum(scripts.filter(({ name }) => first.has(name))) },
  // The cards, a language that is not the default, uploads, polling.
  ...scripts.filter(({ name }) => !first.has(name)).map((file) => ({ what: file.name, most: 2_400, size: sum([file]) })),
  // All of it, although a page of it is fetched when it is opened.
  { what: 'console/ without figures', most: 200_000, size: sum(desk) },
  { what: "the console's figures", most: 170_000, size: sum(figures) },
]
for (const { what, most, size } of budgets) {
  console.log(`${what.padEnd(40)} ${size} of ${most} B`)
  if (size <= most) continue
  console.error(`${what}: ${size} B, but at most ${most} are allowed`)
  // Another Node compresses a little otherwise; that must not keep anybody's product from starting.
  if (process.env.CI) process.exitCode = 1
}
const missing = ['embed.js', 'h5', 'console', 'demo'].filter((name) => !sizes.some((file) => file.name.startsWith(name)))
if (missing.length > 0 || (await readdir(dist)).length === 0) {
  console.error(`not built: ${missing.join(', ')}`)
  process.exitCode = 1
}
