/** An example as it is being written, kept over a reload and over a session that expired. */
import type { ExampleIn, ExampleOut, MarkedIn } from '@esa/contract'
import { reactive, watch } from 'vue'
import { readJson } from '@esa/net/storage'
import { useSession } from '../../stores/session'

type Facet = NonNullable<ExampleIn['facets']>[number]

export interface Draft {
  text: string
  label: string | null
  facets: Facet[] | null
  entities: MarkedIn[]
}

function isDraft(value: unknown): value is Draft {
  const draft = value as Partial<Draft> | null
  return typeof draft?.text === 'string' && Array.isArray(draft.entities)
}

const draftOf = (one: ExampleOut): Draft => ({
  text: one.text,
  label: one.label,
  facets: one.facets ?? null,
  entities: one.entities ?? [],
})

/** `original`: the example that is changed, null for a new one. */
export function useDraft(original: ExampleOut | null, label: string | null) {
  const { store } = useSession()
  const name = `draft.example.${original?.text ?? ''}`
  const begun: Draft = original ? draftOf(original) : { text: '', label, facets: null, entities: [] }
  const draft = reactive<Draft>({ ...(readJson(store, name, isDraft) ?? begun) })

  const changed = () => JSON.stringify(draft) !== JSON.stringify(begun)

  const restore = () => Object.assign(draft, begun)

  watch(draft, () => {
    if (changed()) store.set(name, JSON.stringify(draft))
    else store.remove(name)
  })

  return { draft, changed, restore, forget: () => store.remove(name) }
}
