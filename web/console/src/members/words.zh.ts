/** The words of the members' page. */
export const memberWords = {
  title: '人员',
  lead: '账号用命令 bot staff add 建立。这里能让一个人在所有设备上退出登录，例如电脑丢失或有人离岗时。',
  list: '人员列表',
  columns: ['姓名', '角色', '分组', '状态', '正在接待'],
  every: '全部',
  online: '在线',
  available: '接待中',
  offline: '不在线',
  load: (load: number, capacity: number) => `${load} / ${capacity}`,
  signOut: '全部退出',
  signOutOf: (name: string) => `让${name}在所有设备上退出`,
  sure: (name: string) => `让${name}在所有设备上退出？正在接待的会话仍在名下，重新登录后继续。`,
  done: (name: string) => `${name}已在所有设备上退出`,
}
