/** A password that nobody thought of: 80 random bits, without signs that are taken for others. */
const SIGNS = 'abcdefghijkmnpqrstuvwxyz23456789'

export function newPassword(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const signs = Array.from(bytes, (byte) => SIGNS[byte % SIGNS.length]).join('')
  return signs.match(/.{4}/g)!.join('-')
}

/** The server counts characters. */
export const LEAST = 10
export const longEnough = (password: string): boolean => [...password].length >= LEAST
