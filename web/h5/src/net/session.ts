/** The visitor's session: asked from the server once, its token kept and shown again after a reload. */
import type { ErrorAnswer, Session, SessionRequest } from '@esa/contract'
import { readJson, type Store } from './storage'

const NAME = 'visitor'
const TIMEOUT = 10_000
/** A token this close to its end is exchanged before it is used. */
const MARGIN = 60_000

/** The server answered, and said no. */
export class SessionRefused extends Error {
  readonly retryAfter: number | null

  constructor(message: string, retryAfter: number | null) {
    super(message)
    this.retryAfter = retryAfter
  }
}

function isSession(value: unknown): value is Session {
  const session = value as Partial<Session> | null
  return typeof session?.token === 'string' && typeof session.conversation === 'string'
}

export class SessionKeeper {
  private current: Session | null = null
  private readonly store: Store
  private readonly site: string | null

  constructor(store: Store, site: string | null) {
    this.store = store
    this.site = site
  }

  /** The session to use now; `renew` asks the server even if one is known. */
  async open(renew: boolean): Promise<Session> {
    const known = this.current
    if (known && !renew && !(Date.parse(known.expires) - Date.now() < MARGIN)) return known
    const token = (known ?? readJson(this.store, NAME, isSession))?.token ?? null
    this.current = await this.request({ token, site: this.site })
    this.store.set(NAME, JSON.stringify(this.current))
    return this.current
  }

  private async request(body: SessionRequest): Promise<Session> {
    const abort = new AbortController()
    const timer = setTimeout(() => abort.abort(), TIMEOUT)
    try {
      const answer = await fetch('/api/visitor/session', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        cache: 'no-store',
        signal: abort.signal,
      })
      if (answer.ok) return (await answer.json()) as Session
      // A token the server cannot even read must not lock the visitor out: begin anew.
      if (answer.status === 400 && body.token !== null) return await this.request({ ...body, token: null })
      const error = (await answer.json().catch(() => null)) as ErrorAnswer | null
      const wait = Number(answer.headers.get('retry-after'))
      throw new SessionRefused(error?.message ?? '', wait > 0 ? wait : null)
    } finally {
      clearTimeout(timer)
    }
  }
}
