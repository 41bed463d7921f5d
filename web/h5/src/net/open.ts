import type { Socket } from './connection'

/** The visitor's socket, at the origin that served the page. */
export function openSocket(): Socket {
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:'
  return new WebSocket(`${scheme}//${location.host}/ws/visitor`) as Socket
}
