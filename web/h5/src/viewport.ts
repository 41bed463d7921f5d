/**
 * The height that is really visible, as --app-height and --app-top: the on-screen keyboard shrinks
 * the visual viewport, but neither 100vh nor (everywhere) 100dvh.
 */
export function followViewport(root: HTMLElement = document.documentElement): () => void {
  const view = window.visualViewport
  if (!view) return () => {}
  const apply = () => {
    if (view.scale > 1.01) return // pinch zoom: the reader looks closer, the page stays as it is
    root.style.setProperty('--app-height', `${view.height}px`)
    root.style.setProperty('--app-top', `${view.offsetTop}px`)
  }
  apply()
  view.addEventListener('resize', apply)
  view.addEventListener('scroll', apply)
  return () => {
    view.removeEventListener('resize', apply)
    view.removeEventListener('scroll', apply)
  }
}
