/** Requests to the visitor's part of the API, at the origin that served the page. */
import { read } from '@esa/net/http'

/** Throws ApiRefused, or what fetch throws when there is no answer. */
export async function post<T>(path: string, body: object, signal: AbortSignal | null, token?: string): Promise<T> {
  const answer = await fetch(`/api/visitor/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify(body),
    cache: 'no-store',
    signal,
  })
  return read<T>(answer)
}
