// Writes contract/contract.gen.ts from contract/openapi.json; with --check only compares.
import { readFile, writeFile } from 'node:fs/promises'
import openapiTS, { astToString } from 'openapi-typescript'

const source = new URL('../contract/openapi.json', import.meta.url)
const target = new URL('../contract/contract.gen.ts', import.meta.url)

/**
 * A discriminator without a mapping means "the value is the schema's name" in OpenAPI, but our
 * values are the constants of the schemas ("hello", not "Hello"). Spell the mapping out.
 * @param {any} document
 */
function withMappings(document) {
  for (const schema of Object.values(document.components.schemas)) {
    const { discriminator, oneOf } = schema
    if (!discriminator || discriminator.mapping || !oneOf) continue
    discriminator.mapping = {}
    for (const { $ref } of oneOf) {
      const member = document.components.schemas[$ref.split('/').pop()]
      discriminator.mapping[member.properties[discriminator.propertyName].const] = $ref
    }
  }
  return document
}

const document = withMappings(JSON.parse(await readFile(source, 'utf8')))
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
