/** Files on their way into the conversation, one after the other, each once. No Vue. */
import type { ErrorAnswer } from '@esa/contract'
import { newKey } from '@esa/net/uuid'
import { words } from './words'

export const KINDS = ['image/jpeg', 'image/png', 'image/webp', 'application/pdf']
const MEGABYTE = 1024 * 1024

export interface Upload {
  readonly key: string
  readonly file: File
  /** Share that is sent, 0 to 1. */
  sent: number
  state: 'waiting' | 'sending' | 'stored' | 'failed'
  reason: string
  /** Trying again may help. */
  again: boolean
}

export interface UploadParts {
  token: () => Promise<string>
  /** Bytes of one file; asked when one is chosen. */
  most: () => number
  changed: () => void
}

/** The refusal that the page can give without asking the server; empty when there is none. */
function refusal({ size, type }: File, most: number): string {
  if (!KINDS.includes(type)) return words.fileKind
  if (size > most) return words.fileTooLarge(Math.floor(most / MEGABYTE))
  return size === 0 ? words.fileEmpty : ''
}

export class Uploads {
  list: readonly Upload[] = []
  private readonly parts: UploadParts
  private request: XMLHttpRequest | null = null

  constructor(parts: UploadParts) {
    this.parts = parts
  }

  add(files: readonly File[]): void {
    for (const file of files) {
      const reason = refusal(file, this.parts.most())
      const state = reason ? 'failed' : 'waiting'
      this.list = [...this.list, { key: newKey(), file, sent: 0, state, reason, again: false }]
    }
    this.next()
  }

  retry(upload: Upload): void {
    Object.assign(upload, { state: 'waiting', sent: 0, reason: '' })
    this.next()
  }

  /** Taken back, or seen in the conversation. */
  drop(upload: Upload): void {
    this.list = this.list.filter((other) => other !== upload)
    if (upload.state === 'sending') this.request?.abort()
    this.next()
  }

  private next(): void {
    const waiting = this.list.find(({ state }) => state === 'waiting')
    if (waiting && !this.list.some(({ state }) => state === 'sending')) void this.send(waiting)
    this.parts.changed()
  }

  private async send(upload: Upload): Promise<void> {
    upload.state = 'sending'
    const outcome = await this.posted(upload).catch(() => ({ stored: false, reason: '', again: true }))
    const { stored, reason, again } = outcome
    Object.assign(upload, { state: stored ? 'stored' : 'failed', reason: reason || words.fileFailed, again })
    this.next()
  }

  /** XMLHttpRequest, because fetch does not tell how much is sent. */
  private async posted(upload: Upload): Promise<{ stored: boolean; reason: string; again: boolean }> {
    const token = await this.parts.token()
    const { key, file } = upload
    const request = (this.request = new XMLHttpRequest())
    request.open('POST', `/api/visitor/files?key=${key}&name=${encodeURIComponent(file.name.slice(-200))}`)
    request.setRequestHeader('authorization', `Bearer ${token}`)
    request.upload.onprogress = ({ loaded, total }) => {
      upload.sent = total ? loaded / total : 0
      this.parts.changed()
    }
    return new Promise((resolve) => {
      request.onload = () => {
        const { status } = request
        if (status === 200) return resolve({ stored: true, reason: '', again: false })
        // Too many or too slow passes, as does a server that is away; what is refused stays refused.
        resolve({ stored: false, reason: said(request.responseText), again: status >= 500 || [408, 429].includes(status) })
      }
      request.onerror = request.onabort = () => resolve({ stored: false, reason: '', again: true })
      request.send(file)
    })
  }
}

function said(answer: string): string {
  try {
    return (JSON.parse(answer) as ErrorAnswer).message
  } catch {
    return ''
  }
}
