// Writes .br and .gz next to every text file, for servers that pick the sibling.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const TEXT = /\.(js|css|html|svg|json|txt)$/
/** Below this the headers cost more than is won. */
const LEAST = 1024
/** The server fills this in while serving, so a file compressed beforehand would be wrong. */
const PLACEHOLDER = '__CHAT_ORIGIN__'

/**
 * @param {string} folder
 * @returns {Promise<{ name: string, raw: number, gzip: number, brotli: number }[]>}
 */
export async function compress(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const sizes = []
  for (const entry of entries) {
    if (!entry.isFile() || !TEXT.test(entry.name)) continue
    const path = join(entry.parentPath, entry.name)
    const content = await readFile(path)
    const zipped = await promisify(gzip)(content, { level: 9 })
    const name = relative(folder, path).split(sep).join('/')
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    }
    const small = await promisify(brotliCompress)(content, { params })
    sizes.push({ name, raw: content.length, gzip: zipped.length, brotli: small.length })
    if (content.length <= LEAST || content.includes(PLACEHOLDER)) continue
    await writeFile(`${path}.gz`, zipped)
    await writeFile(`${path}.br`, small)
  }
  return sizes.sort((a, b) => a.name.localeCompare(b.name))
}
