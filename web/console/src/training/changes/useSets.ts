/** The change sets of a state, the newest first, and one's own draft whatever is looked for. */
import type { SetOut } from '@esa/contract'
import { ref, shallowRef, watch } from 'vue'
import { useDesk } from '../../desk/useDesk'
import { useSession } from '../../stores/session'
import { sentenceOf } from '../../sentence'
import { ownDraft } from './sets'

const PAGE = 50
/** As many as the server gives: every author has one draft at most. */
const DRAFTS = 100

export function useSets(state: () => string) {
  const desk = useDesk()
  const { training } = useSession()
  const sets = shallowRef<readonly SetOut[] | null>(null)
  const draft = shallowRef<SetOut | null>(null)
  const more = ref(false)
  /** A second person has to approve. */
  const review = ref(true)
  const failed = ref('')
  /** Of two answers that overtake each other the later question counts. */
  let asking = 0

  const wanted = (limit: number) => ({ limit: String(limit), ...(state() ? { state: state() } : {}) })

  /** As much as is there already, so that nothing jumps. */
  async function load(): Promise<void> {
    const mine = ++asking
    const limit = Math.min(DRAFTS, Math.max(PAGE, sets.value?.length ?? 0))
    failed.value = ''
    try {
      const [found, drafts] = await Promise.all([
        training.sets(wanted(limit)),
        training.sets({ state: 'draft', limit: String(DRAFTS) }),
      ])
      if (mine !== asking) return
      sets.value = found.sets
      more.value = found.more
      review.value = found.review
      draft.value = ownDraft(drafts.sets, desk.member?.id)
    } catch (error) {
      if (mine === asking) failed.value = sentenceOf(error)
    }
  }

  async function loadMore(): Promise<void> {
    const mine = ++asking
    const last = sets.value?.at(-1)
    if (!last) return
    failed.value = ''
    try {
      const found = await training.sets({ ...wanted(PAGE), after: last.id })
      if (mine !== asking) return
      sets.value = [...(sets.value ?? []), ...found.sets]
      more.value = found.more
    } catch (error) {
      if (mine === asking) failed.value = sentenceOf(error)
    }
  }

  watch(
    state,
    () => {
      sets.value = null
      void load()
    },
    { immediate: true },
  )
  return { sets, draft, more, review, failed, load, loadMore }
}
