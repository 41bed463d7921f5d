/** Languages of the page's own words; the server's sentences stay as they are. */
import { zh, type Language, type Words } from './words.zh'

/** Which of ours is next to this language tag of a browser or an address. */
export function nearest(tag: string): Language {
  if (/^en\b/i.test(tag)) return 'en'
  return /^zh-(hant|tw|hk|mo)\b/i.test(tag) ? 'zh-Hant' : 'zh-CN'
}

/** Only the default travels with the page. */
export async function dictionary(language: Language): Promise<Words> {
  if (language === 'en') return (await import('./words.en')).words
  return language === 'zh-Hant' ? (await import('./words.hant')).words : zh
}
