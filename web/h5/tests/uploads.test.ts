/** Files on their way: checked before they travel, one at a time, tried again, taken back. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Uploads } from '@esa/net/uploads'
import { zh } from '../src/words.zh'

class FakeRequest {
  static all: FakeRequest[] = []
  upload: { onprogress?: (event: { loaded: number; total: number }) => void } = {}
  status = 0
  responseText = ''
  url = ''
  headers: Record<string, string> = {}
  body: unknown
  onload?: () => void
  onerror?: () => void
  onabort?: () => void
  open(_: string, url: string) {
    this.url = url
  }
  setRequestHeader(name: string, value: string) {
    this.headers[name] = value
  }
  send(body: unknown) {
    this.body = body
    FakeRequest.all.push(this)
  }
  abort() {
    this.onabort?.()
  }
  answer(status: number, message = '') {
    this.status = status
    this.responseText = JSON.stringify({ code: 'x', message })
    this.onload?.()
  }
}

const settle = () => new Promise((resolve) => setTimeout(resolve))
const png = (name = 'a.png', size = 3) => new File([new Uint8Array(size)], name, { type: 'image/png' })

beforeEach(() => {
  FakeRequest.all = []
  vi.stubGlobal('XMLHttpRequest', FakeRequest)
})
afterEach(() => vi.unstubAllGlobals())

function open() {
  return new Uploads({
    path: '/api/visitor/files?',
    token: () => Promise.resolve('token'),
    words: () => zh,
    most: () => 2 * 1024 * 1024,
    changed: () => undefined,
  })
}

describe('uploads', () => {
  it('says at once what the server would refuse, without sending it', async () => {
    const uploads = open()
    uploads.add([new File(['x'], 'a.docx', { type: 'application/msword' }), png('b.png', 3 * 1024 * 1024), png('c.png', 0)])
    await settle()
    expect(uploads.list.map(({ reason }) => reason)).toEqual([zh.fileKind, zh.fileTooLarge(2), zh.fileEmpty])
    expect(uploads.list.every(({ state, again }) => state === 'failed' && !again)).toBe(true)
    expect(FakeRequest.all).toEqual([])
  })

  it('sends one after the other, with the token in a header and the name in the address', async () => {
    const uploads = open()
    uploads.add([png('执照 1.png'), png('b.png')])
    await settle()
    expect(FakeRequest.all.length).toBe(1)
    const [first] = FakeRequest.all
    expect(first!.headers.authorization).toBe('Bearer token')
    expect(new URL(first!.url, 'http://x').searchParams.get('name')).toBe('执照 1.png')
    first!.upload.onprogress!({ loaded: 1, total: 4 })
    expect(uploads.list[0]!.sent).toBe(0.25)
    first!.answer(200)
    await settle()
    expect(uploads.list.map(({ state }) => state)).toEqual(['stored', 'sending'])
  })

  it('offers another try where that may help, under the same key', async () => {
    const uploads = open()
    uploads.add([png()])
    await settle()
    FakeRequest.all[0]!.onerror!()
    await settle()
    const [failed] = uploads.list
    expect([failed!.state, failed!.again, failed!.reason]).toEqual(['failed', true, zh.fileFailed])
    uploads.retry(failed!)
    await settle()
    const key = (url: string) => new URL(url, 'http://x').searchParams.get('key')
    expect(key(FakeRequest.all[1]!.url)).toBe(key(FakeRequest.all[0]!.url))
  })

  it('shows the reason of the server, and no second try for what stays refused', async () => {
    const uploads = open()
    uploads.add([png()])
    await settle()
    FakeRequest.all[0]!.answer(415, '只能发图片')
    await settle()
    expect([uploads.list[0]!.reason, uploads.list[0]!.again]).toEqual(['只能发图片', false])
  })

  it('goes on with the next one when the visitor takes one back', async () => {
    const uploads = open()
    uploads.add([png('a.png'), png('b.png')])
    await settle()
    uploads.drop(uploads.list[0]!)
    await settle()
    expect(uploads.list.map(({ file, state }) => [file.name, state])).toEqual([['b.png', 'sending']])
  })
})
