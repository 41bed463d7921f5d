/** What the script tag says, checked. */
export interface Options {
  /** Origin of the chat: where this script came from. */
  origin: string
  title: string
  color: string
  left: boolean
  /** Beside the button until the chat is opened for the first time; empty: nothing. */
  greeting: string
  site: string
}

export function readOptions(script: HTMLScriptElement): Options {
  const { title, color, position, greeting, site } = script.dataset
  return {
    origin: new URL(script.src).origin,
    title: title || '在线咨询',
    color: color && CSS.supports('color', color) ? color : '#1d4ed8',
    left: position === 'left',
    greeting: greeting || '',
    site: site || '',
  }
}

/** The chat learns from the fragment whom it may talk to; fragments are not sent to any server. */
export function chatAddress(options: Options, parentOrigin: string): string {
  const fragment = new URLSearchParams({ origin: parentOrigin })
  if (options.site) fragment.set('site', options.site)
  return `${options.origin}/h5/#${fragment}`
}
