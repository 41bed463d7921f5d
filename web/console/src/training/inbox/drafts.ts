/** What a trainer has begun to write about an item, kept over a reload and over looking at another one. */
import type { ExampleIn, ItemOut, MarkedIn } from '@esa/contract'
import { readJson, type Store } from '@esa/net/storage'

export type Task = 'label' | 'synonym' | 'matter'
export type Facets = NonNullable<ExampleIn['facets']>

export interface Draft {
  task: Task
  text: string
  label: string | null
  /** Null says nothing about facets, none that no facet is asked. */
  facets: Facets | null
  marks: MarkedIn[]
  learn: boolean
  /** For a new name of a matter: its label, and the name. */
  named: string | null
  name: string
  note: string
}

const nameOf = (item: string) => `inbox.draft.${item}`

export function fresh({ text }: ItemOut): Draft {
  return { task: 'label', text, label: null, facets: null, marks: [], learn: true, named: null, name: '', note: '' }
}

const touched = (draft: Draft, item: ItemOut) => JSON.stringify(draft) !== JSON.stringify(fresh(item))

const isDraft = (value: unknown): value is Draft => typeof (value as Draft | null)?.text === 'string'

export const draftOf = (store: Store, item: ItemOut): Draft => readJson(store, nameOf(item.id), isDraft) ?? fresh(item)

export function keepDraft(store: Store, item: ItemOut, draft: Draft): void {
  if (touched(draft, item)) store.set(nameOf(item.id), JSON.stringify(draft))
  else dropDraft(store, item.id)
}

export const dropDraft = (store: Store, item: string) => store.remove(nameOf(item))
