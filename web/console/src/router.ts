import { createRouter, createWebHistory, type RouteLocationRaw, type Router } from 'vue-router'
import type { Member } from '@esa/contract'
import { readsTraining, seesAll, trains } from './net/cases'
import type { useSession } from './stores/session'

/** Where somebody begins who did not come for something particular. */
export function startOf(member: Member | null): RouteLocationRaw {
  return { name: { manager: 'figures', admin: 'members', trainer: 'inbox' }[member?.role as string] ?? 'desk' }
}

/** The pages of those who train the assistant, in the order of the work. */
export const TRAINING = ['inbox', 'examples', 'changes', 'models', 'coverage'] as const

const ALLOWED: Record<string, (member: Member | null) => boolean> = {
  figures: seesAll,
  ...Object.fromEntries(TRAINING.map((name) => [name, readsTraining])),
  // Managers read which models were released, and with what figures.
  models: (member) => trains(member) || member?.role === 'manager',
  members: (member) => member?.role === 'admin',
}

/** The pages of the training that somebody may open. */
export const trainingPages = (member: Member | null) => TRAINING.filter((name) => ALLOWED[name]?.(member))

export function createPages(session: ReturnType<typeof useSession>): Router {
  const router = createRouter({
    history: createWebHistory('/console/'),
    routes: [
      { path: '/sign-in', name: 'sign-in', component: () => import('./sign-in/SignInPage.vue') },
      {
        path: '/',
        component: () => import('./desk/StaffShell.vue'),
        children: [
          { path: '', name: 'desk', component: () => import('./desk/DeskPage.vue') },
          { path: 'tickets', name: 'tickets', component: () => import('./tickets/TicketsPage.vue') },
          { path: 'follow-ups', name: 'follow-ups', component: () => import('./follow-ups/FollowUpsPage.vue') },
          {
            path: 'training',
            component: () => import('./training/TrainingShell.vue'),
            redirect: { name: 'inbox' },
            children: [
              { path: 'inbox', name: 'inbox', component: () => import('./training/inbox/InboxPage.vue') },
              { path: 'examples', name: 'examples', component: () => import('./training/examples/ExamplesPage.vue') },
              { path: 'changes', name: 'changes', component: () => import('./training/changes/ChangesPage.vue') },
              { path: 'models', name: 'models', component: () => import('./training/models/ModelsPage.vue') },
              { path: 'coverage', name: 'coverage', component: () => import('./training/coverage/CoveragePage.vue') },
            ],
          },
          { path: 'figures', name: 'figures', component: () => import('./figures/FiguresPage.vue') },
          // Somebody leaves, a laptop is lost: that is done from wherever one is, on a phone too.
          { path: 'members', name: 'members', meta: { fluid: true }, component: () => import('./members/MembersPage.vue') },
        ],
      },
      { path: '/:rest(.*)*', redirect: { name: 'desk' } },
    ],
  })
  router.beforeEach((to) => {
    if (to.name !== 'sign-in' && !session.token) return { name: 'sign-in', query: { to: to.fullPath } }
    if (to.name === 'sign-in' && session.token) return startOf(session.member)
    return (ALLOWED[to.name as string]?.(session.member) ?? true) || { name: 'desk' }
  })
  return router
}
