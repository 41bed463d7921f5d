import type { Socket } from '@esa/net/connection'
import type { Polling } from './polling'

/** So many sockets in a row that brought no word: then the network lets none through. */
const TRIES = 2

/** The visitor's way to the server: a socket, or polling where sockets are blocked. */
export class Lines {
  private silent = 0
  /** Few need it, so it is fetched when the first socket has brought nothing. */
  private polling: typeof Polling | null = null
  private readonly socket: () => Socket & Pick<EventTarget, 'addEventListener'>

  constructor(socket = openSocket) {
    this.socket = socket
  }

  open(): Socket {
    if (this.silent > 0 && !this.polling) void this.fetchPolling()
    if (this.silent++ < TRIES || !this.polling) return this.heard()
    // If this fails too it is the server that is away, and sockets have the next try.
    this.silent = 0
    return new this.polling(
      () => this.heard(),
      () => (this.silent = TRIES),
    )
  }

  private async fetchPolling(): Promise<void> {
    // What does not come now is asked for again with the next socket.
    this.polling = await import('./polling').then(
      (module) => module.Polling,
      () => null,
    )
  }

  private heard(): Socket {
    const socket = this.socket()
    socket.addEventListener('message', () => (this.silent = 0))
    return socket
  }
}

declare global {
  interface Window {
    /** The first socket, opened by index.html before any script was here. */
    earlySocket?: WebSocket
  }
}

function openSocket(): Socket & Pick<EventTarget, 'addEventListener'> {
  const early = window.earlySocket as (Socket & WebSocket) | undefined
  delete window.earlySocket
  if (!early || early.readyState > 1) {
    return new WebSocket(location.origin.replace('http', 'ws') + '/ws/visitor') as Socket & WebSocket
  }
  // One that is open already has told nobody.
  if (early.readyState) queueMicrotask(() => early.onopen?.())
  return early
}
