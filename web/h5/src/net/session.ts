/** The visitor's session: asked from the server once, its token kept and shown again after a reload. */
import type { Session, SessionRequest } from '@esa/contract'
import { ApiRefused, read } from '@esa/net/http'
import { post } from './http'
import { readJson, type Store } from '@esa/net/storage'

const NAME = 'visitor'
const TIMEOUT = 10_000
/** A token this close to its end is exchanged before it is used. */
const MARGIN = 60_000

function isSession(value: unknown): value is Session {
  const session = value as Partial<Session> | null
  return typeof session?.token === 'string' && typeof session.conversation === 'string'
}

declare global {
  interface Window {
    /** The first request for a session, sent by index.html before any script was here. */
    earlySession?: Promise<Response>
  }
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
      const early = window.earlySession
      delete window.earlySession
      return early ? await read<Session>(await early) : await post<Session>('session', body, abort.signal)
    } catch (error) {
      // A token the server cannot even read must not lock the visitor out: begin anew.
      if (body.token === null || !(error instanceof ApiRefused) || error.status !== 400) throw error
      return await this.request({ ...body, token: null })
    } finally {
      clearTimeout(timer)
    }
  }
}
