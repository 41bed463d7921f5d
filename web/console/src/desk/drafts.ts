/** What is being written, by conversation and reader, kept over a reload. */
import type { Store } from '@esa/net/storage'

export type Mode = 'say' | 'note'

const nameOf = (conversation: string, mode: Mode) => `draft.${mode}.${conversation}`

export function draftOf(store: Store, conversation: string, mode: Mode): string {
  return store.get(nameOf(conversation, mode)) ?? ''
}

export function keepDraft(store: Store, conversation: string, mode: Mode, text: string): void {
  if (text) store.set(nameOf(conversation, mode), text)
  else store.remove(nameOf(conversation, mode))
}

export function hasDraft(store: Store, conversation: string): boolean {
  return !!draftOf(store, conversation, 'say') || !!draftOf(store, conversation, 'note')
}
