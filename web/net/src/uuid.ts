/** A random UUID (version 4). `crypto.randomUUID` exists only on https and in newer browsers. */
export function newKey(source: Partial<Pick<Crypto, 'randomUUID' | 'getRandomValues'>> = crypto): string {
  if (source.randomUUID) return source.randomUUID()
  const bytes = new Uint8Array(16)
  if (source.getRandomValues) source.getRandomValues(bytes)
  else bytes.forEach((_, i) => (bytes[i] = Math.floor(Math.random() * 256)))
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
