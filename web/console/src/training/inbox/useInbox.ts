/** The list of the inbox: single sentences or clusters of them, and what becomes of it while one works. */
import type { ClusterOut, ItemOut } from '@esa/contract'
import { computed, onBeforeUnmount, onMounted, ref, shallowRef, type Ref } from 'vue'
import type { TrainerApi } from '../../net/training'
import { sentenceOf } from '../../sentence'
import { wantedOf, type Filter } from './query'

const PAGE = 50
/** The most that one answer holds. */
const MOST = 100
const CLUSTERS = 20
/** So often it is looked who is at what, and what is new. Clusters are too dear for that. */
const REFRESH = 20_000

export function useInbox(api: Pick<TrainerApi, 'inbox' | 'clusters'>, filter: Ref<Filter>) {
  const items = shallowRef<readonly ItemOut[] | null>(null)
  const clusters = shallowRef<readonly ClusterOut[] | null>(null)
  const total = ref(0)
  const more = ref(false)
  const failed = ref('')
  const busy = ref(false)
  const clustered = computed(() => filter.value.view === 'clusters')
  /** Every sentence in the order in which it is gone through. */
  const flat = computed(() => (clustered.value ? clusters.value?.flatMap((one) => one.items) : items.value) ?? [])

  /** Of two answers that overtake each other the later question counts. */
  let asking = 0

  async function ask(work: (wanted: Record<string, string>) => Promise<() => void>): Promise<void> {
    const mine = ++asking
    busy.value = true
    try {
      const take = await work(wantedOf(filter.value))
      if (mine !== asking) return
      take()
      failed.value = ''
    } catch (error) {
      if (mine === asking) failed.value = sentenceOf(error)
    } finally {
      if (mine === asking) busy.value = false
    }
  }

  const page = (limit: number, after?: string) =>
    ask(async (wanted) => {
      const found = await api.inbox({ ...wanted, limit: String(limit), ...(after ? { after } : {}) })
      return () => {
        const before = after ? (items.value ?? []) : []
        const known = new Set(before.map(({ id }) => id))
        items.value = [...before, ...found.items.filter(({ id }) => !known.has(id))]
        total.value = found.total
        more.value = found.more
      }
    })

  const groups = (limit: number) =>
    ask(async (wanted) => {
      const found = await api.clusters({ ...wanted, limit: String(limit) })
      return () => {
        clusters.value = found.clusters
        total.value = found.looked_at
        more.value = limit < MOST && found.clusters.length === limit
      }
    })

  /** From the beginning, for another filter. */
  function load(): Promise<void> {
    items.value = clusters.value = null
    more.value = false
    return clustered.value ? groups(CLUSTERS) : page(PAGE)
  }

  /** The same part once more. */
  function refresh(): Promise<void> {
    if (clustered.value) return groups(Math.max(CLUSTERS, clusters.value?.length ?? 0))
    return page(Math.min(MOST, Math.max(PAGE, items.value?.length ?? 0)))
  }

  function loadMore(): Promise<void> {
    if (clustered.value) return groups(Math.min(MOST, (clusters.value?.length ?? 0) + CLUSTERS))
    return page(PAGE, items.value?.slice(-1)[0]?.id)
  }

  /** Shows the item as it is now, and no more where its state is not the wanted one. */
  function put(item: ItemOut): void {
    const fits = item.state === filter.value.state
    const changed = (list: readonly ItemOut[]) =>
      fits ? list.map((one) => (one.id === item.id ? item : one)) : list.filter(({ id }) => id !== item.id)
    const there = flat.value.some(({ id }) => id === item.id)
    if (!there) return
    if (!fits) total.value--
    // What was asked before this came about must not bring it back.
    asking++
    busy.value = false
    if (items.value) items.value = changed(items.value)
    if (clusters.value) clusters.value = clusters.value.map((one) => withItems(one, changed(one.items))).filter(({ items }) => items.length)
    if (!flat.value.length) void refresh()
  }

  function withItems(one: ClusterOut, left: readonly ItemOut[]): ClusterOut {
    const gone = one.items.filter(({ id }) => !left.some((item) => item.id === id))
    const said = gone.reduce((sum, { count }) => sum + count, 0)
    return { ...one, items: [...left], size: one.size - gone.length, count: one.count - said }
  }

  let timer: ReturnType<typeof setInterval> | undefined
  onMounted(() => {
    timer = setInterval(() => {
      const short = (items.value?.length ?? MOST) < MOST
      if (!document.hidden && !clustered.value && !busy.value && short) void refresh()
    }, REFRESH)
  })
  onBeforeUnmount(() => clearInterval(timer))

  return { items, clusters, flat, total, more, failed, busy, load, refresh, loadMore, put }
}
