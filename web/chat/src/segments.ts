/** Cuts words into plain parts and links. Never HTML: the parts become text nodes and attributes. */
export interface Segment {
  readonly text: string
  readonly href: string | null
}

// Stops before Chinese punctuation and brackets, which often follow an address without a space.
const WEB = /https?:\/\/[^\s<>"'，。；：！？、（）【】《》“”‘’\u4e00-\u9fff]+/g

export interface Link {
  start: number
  text: string
  href: string
}

function webLinks(text: string): Link[] {
  return Array.from(text.matchAll(WEB), (found) => {
    const address = found[0].replace(/[.,;:!?)\]]+$/, '')
    return { start: found.index, text: address, href: address }
  })
}

/** `more` finds further links; one that stands inside of an address is none. */
export function segments(text: string, more?: (text: string) => Link[]): Segment[] {
  const links = webLinks(text)
  if (more) {
    const inside = (at: number) => links.some((link) => at >= link.start && at < link.start + link.text.length)
    links.push(...more(text).filter((link) => !inside(link.start)))
    links.sort((a, b) => a.start - b.start)
  }
  const parts: Segment[] = []
  let done = 0
  for (const link of links) {
    if (link.start > done) parts.push({ text: text.slice(done, link.start), href: null })
    parts.push({ text: link.text, href: link.href })
    done = link.start + link.text.length
  }
  if (done < text.length) parts.push({ text: text.slice(done), href: null })
  return parts
}
