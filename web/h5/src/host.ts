/**
 * The page that holds us in an iframe. The loader passes its origin in the fragment; we speak to that
 * origin only, and listen to it only.
 */
export type ToHost =
  | { source: 'esa'; type: 'ready' }
  | { source: 'esa'; type: 'unread'; count: number }
  | { source: 'esa'; type: 'close' }

export interface Arrival {
  /** Exact origin of the page around us; null when we are the page. */
  origin: string | null
  site: string | null
}

/** An origin and nothing more: no path, no wildcard, no "null". */
export function exactOrigin(text: string | null): string | null {
  if (!text) return null
  try {
    const url = new URL(text)
    return /^https?:$/.test(url.protocol) && url.origin === text ? text : null
  } catch {
    return null
  }
}

export function readArrival(location: Pick<Location, 'hash' | 'search'>, framed: boolean): Arrival {
  const fragment = new URLSearchParams(location.hash.slice(1))
  const query = new URLSearchParams(location.search)
  return {
    origin: framed ? exactOrigin(fragment.get('origin')) : null,
    site: (fragment.get('site') ?? query.get('site'))?.slice(0, 100) || null,
  }
}

export class Host {
  private readonly origin: string
  private readonly parent: Window

  constructor(origin: string, parent: Window = window.parent) {
    this.origin = origin
    this.parent = parent
  }

  tell(message: ToHost): void {
    this.parent.postMessage(message, this.origin)
  }

  /** The loader opens and closes the panel; anything else, or from anywhere else, is ignored. */
  onVisible(listener: (visible: boolean) => void): void {
    window.addEventListener('message', (event: MessageEvent<unknown>) => {
      if (event.origin !== this.origin || event.source !== this.parent) return
      const data = event.data as { source?: unknown; type?: unknown } | null
      if (data?.source !== 'esa') return
      if (data.type === 'opened') listener(true)
      if (data.type === 'closed') listener(false)
    })
  }
}
