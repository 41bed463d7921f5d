// Writes contract/contract.gen.ts from contract/openapi.json; with --check only compares.
import { readFile, writeFile } from 'node:fs/promises'
import openapiTS, { astToString } from 'openapi-typescript'

const source = new URL('../contract/openapi.json', import.meta.url)
const target = new URL('../contract/contract.gen.ts', import.meta.url)

const document = JSON.parse(await readFile(source, 'utf8'))
// A field with a default may be left out by whoever sends it, so it stays optional for the reader.
const nodes = await openapiTS(document, { defaultNonNullable: false })
const wanted = `// Generated from openapi.json by "npm run contract". Do not edit.\n\n${astToString(nodes)}`

if (process.argv.includes('--check')) {
  const present = await readFile(target, 'utf8').catch(() => '')
  if (present !== wanted) {
    console.error('contract/contract.gen.ts differs from contract/openapi.json: run "npm run contract"')
    process.exitCode = 1
  }
} else {
  await writeFile(target, wanted)
}
