/** The socket that the document opened before any script was here. */
import { afterEach, expect, it, vi } from 'vitest'
import { Lines } from '../src/net/open'

class FakeSocket {
  static made: string[] = []
  onopen: (() => void) | null = null
  readyState: number
  constructor(address: string, readyState = 0) {
    FakeSocket.made.push(address)
    this.readyState = readyState
  }
  addEventListener(): void {}
}

function early(readyState: number): FakeSocket {
  FakeSocket.made = []
  vi.stubGlobal('WebSocket', FakeSocket)
  const socket = new FakeSocket('early', readyState)
  window.earlySocket = socket as unknown as WebSocket
  return socket
}
afterEach(() => void vi.unstubAllGlobals())

it('is taken up once, and says that it is open', async () => {
  const socket = early(1)
  const lines = new Lines()
  const opened = vi.fn()
  const first = lines.open()
  first.onopen = opened
  await Promise.resolve()
  expect(first).toBe(socket)
  expect(opened).toHaveBeenCalledTimes(1)
  expect(lines.open()).not.toBe(socket)
  expect(FakeSocket.made[1]).toMatch(/^ws.*\/ws\/visitor$/)
})

it('says nothing by itself while it is still opening', async () => {
  early(0)
  const opened = vi.fn()
  new Lines().open().onopen = opened
  await Promise.resolve()
  expect(opened).not.toHaveBeenCalled()
})

it('is left where it ended before anybody asked for it', () => {
  const socket = early(3)
  expect(new Lines().open()).not.toBe(socket)
})
