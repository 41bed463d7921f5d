// Which scripts everybody loads who opens a built page.
import { readFile } from 'node:fs/promises'

const IMPORT = /\b(?:from|import)\s*["'`]\.\/([^"'`]+\.js)["'`]/g
const NAMED = /(?:src|href)="\/([^"]+\.js)"/g

/**
 * Those that the document names, and what these import statically. The rest is asked for when it is needed.
 * @param {string} dist
 * @param {string} page
 * @returns {Promise<Set<string>>}
 */
export async function firstLoad(dist, page) {
  const html = await readFile(`${dist}/${page}/index.html`, 'utf8')
  const files = new Set(Array.from(html.matchAll(NAMED), ([, name = '']) => name))
  // A set that grows is walked to its new end.
  for (const file of files) {
    const code = await readFile(`${dist}/${file}`, 'utf8')
    for (const [, name] of code.matchAll(IMPORT)) files.add(`${page}/assets/${name}`)
  }
  return files
}
