/** Phone numbers as links, where a text is known to hold some. */
import type { Link } from './segments'

// Mobile numbers, land lines with area code, 400/800 numbers, service numbers such as 12345 or 12366-1.
// The character before is captured, not looked behind at: Safari 14 cannot parse a look-behind.
const PHONE =
  /(^|[^\d-])(1[3-9]\d{9}|0\d{2,3}-\d{7,8}(?:-\d{1,5})?|[48]00-?\d{3}-?\d{4}|(?:12|95|96)\d{3,4}(?:-\d)?)(?![\d-])/g

export function phoneLinks(text: string): Link[] {
  return Array.from(text.matchAll(PHONE), (found) => {
    const number = found[2] ?? ''
    return {
      start: found.index + (found[1] ?? '').length,
      text: number,
      href: `tel:${number.replace(/-/g, '')}`,
    }
  })
}
