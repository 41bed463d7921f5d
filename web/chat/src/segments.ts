/** Cuts words into plain parts and links. Never HTML: the parts become text nodes and attributes. */
export interface Segment {
  readonly text: string
  readonly href: string | null
}

// Stops before Chinese punctuation and brackets, which often follow an address without a space.
const WEB = /https?:\/\/[^\s<>"'，。；：！？、（）【】《》“”‘’\u4e00-\u9fff]+/g
// Mobile numbers, land lines with area code, 400/800 numbers, service numbers such as 12345 or 12366-1.
// The character before is captured, not looked behind at: Safari 14 cannot parse a look-behind.
const PHONE =
  /(^|[^\d-])(1[3-9]\d{9}|0\d{2,3}-\d{7,8}(?:-\d{1,5})?|[48]00-?\d{3}-?\d{4}|(?:12|95|96)\d{3,4}(?:-\d)?)(?![\d-])/g

interface Link {
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

function phoneLinks(text: string): Link[] {
  return Array.from(text.matchAll(PHONE), (found) => {
    const number = found[2] ?? ''
    return {
      start: found.index + (found[1] ?? '').length,
      text: number,
      href: `tel:${number.replace(/-/g, '')}`,
    }
  })
}

export function segments(text: string, phones = false): Segment[] {
  const links = webLinks(text)
  if (phones) {
    const inside = (at: number) => links.some((link) => at >= link.start && at < link.start + link.text.length)
    links.push(...phoneLinks(text).filter((link) => !inside(link.start)))
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
