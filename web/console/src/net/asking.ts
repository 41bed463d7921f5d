/** Requests of somebody who is signed in, at the origin that served the page. */
import { ApiRefused, read } from '@esa/net/http'

const TIMEOUT = 15_000
/** A file of thousands of rows is checked before the answer comes. */
const FILE_TIMEOUT = 180_000

export class Asking {
  protected readonly token: () => string | null
  /** The server does not know the token any more. */
  private readonly onExpired: (sentence: string) => void

  constructor(token: () => string | null, onExpired: (sentence: string) => void) {
    this.token = token
    this.onExpired = onExpired
  }

  protected async bytes(path: string): Promise<Blob> {
    const answer = await fetch(`/api/staff/${path}`, asked('GET', this.token()))
    if (answer.status === 401) this.onExpired('')
    return answer.ok ? answer.blob() : Promise.reject(answer)
  }

  protected async ask<T>(method: string, path: string, body?: object): Promise<T> {
    try {
      return await read<T>(await fetch(`/api/staff/${path}`, asked(method, this.token(), body)))
    } catch (error) {
      if (error instanceof ApiRefused && error.status === 401) this.onExpired(error.message)
      throw error
    }
  }
}

/** `AbortSignal.timeout` is younger than the browsers that we build for. */
function within(milliseconds: number): AbortSignal {
  const abort = new AbortController()
  setTimeout(() => abort.abort(), milliseconds)
  return abort.signal
}

export function asked(method: string, token: string | null, body?: object): RequestInit {
  const file = body instanceof Blob
  return {
    method,
    cache: 'no-store',
    signal: within(file ? FILE_TIMEOUT : TIMEOUT),
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body ? { 'content-type': file ? body.type : 'application/json' } : {}),
    },
    ...(body ? { body: file ? body : JSON.stringify(body) } : {}),
  }
}
