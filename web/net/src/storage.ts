/** A storage of the browser under one prefix, or memory where the browser forbids it (private mode, blocked frames). */
const PREFIX = 'esa.'

export interface Store {
  get(name: string): string | null
  set(name: string, value: string): void
  remove(name: string): void
  /** Names that begin so. */
  names(start: string): string[]
}

export function memoryStore(): Store {
  const values = new Map<string, string>()
  return {
    get: (name) => values.get(name) ?? null,
    set: (name, value) => void values.set(name, value),
    remove: (name) => void values.delete(name),
    names: (start) => [...values.keys()].filter((name) => name.startsWith(start)),
  }
}

export function browserStore(area: 'localStorage' | 'sessionStorage' = 'localStorage'): Store {
  // Reading the property alone may throw, and a full store throws on write: memory then takes over.
  const memory = memoryStore()
  let local: Storage | null = null
  try {
    local = window[area]
    local.setItem(PREFIX + 'probe', '1')
    local.removeItem(PREFIX + 'probe')
  } catch {
    local = null
  }
  if (!local) return memory
  const disk = local
  return {
    get: (name) => memory.get(name) ?? disk.getItem(PREFIX + name),
    set(name, value) {
      try {
        disk.setItem(PREFIX + name, value)
        memory.remove(name)
      } catch {
        memory.set(name, value)
      }
    },
    remove(name) {
      memory.remove(name)
      disk.removeItem(PREFIX + name)
    },
    names(start) {
      const found = new Set(memory.names(start))
      for (let i = 0; i < disk.length; i++) {
        const name = disk.key(i)
        if (name?.startsWith(PREFIX + start)) found.add(name.slice(PREFIX.length))
      }
      return [...found]
    },
  }
}

/** Parses what an earlier version of the page may have written: anything odd counts as absent. */
export function readJson<T>(store: Store, name: string, valid: (value: unknown) => value is T): T | null {
  const text = store.get(name)
  if (text === null) return null
  try {
    const value: unknown = JSON.parse(text)
    return valid(value) ? value : null
  } catch {
    return null
  }
}
