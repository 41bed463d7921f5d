/** What ECharts draws of a card. */
import type { EChartsCoreOption } from 'echarts/core'
import { words } from '../words.zh'
import { shown, type Card } from './cards'

export interface Colours {
  ink: string
  aside: string
  line: string
  accent: string
  second: string
  surface: string
}

/** Short enough for an axis: minutes and seconds. */
function marked(kind: Card['kind'], value: number): string {
  if (kind !== 'time') return kind === 'share' ? `${value * 100}%` : String(value)
  return `${Math.floor(value / 60)}:${String(Math.round(value % 60)).padStart(2, '0')}`
}

function scale({ kind }: Card, { aside, line }: Colours) {
  return {
    type: 'value',
    min: 0,
    ...(kind === 'share' ? { max: 1, interval: 0.5 } : {}),
    ...(kind === 'count' || kind === 'list' ? { minInterval: 1 } : {}),
    splitNumber: 3,
    axisLabel: { color: aside, formatter: (value: number) => marked(kind, value) },
    splitLine: { lineStyle: { color: line } },
  }
}

function names({ labels, kind }: Card, { ink, aside, line }: Colours) {
  return {
    type: 'category',
    data: labels,
    inverse: kind === 'list',
    axisTick: { show: false },
    axisLine: { lineStyle: { color: line } },
    axisLabel: { color: kind === 'list' ? ink : aside, hideOverlap: kind !== 'list' },
  }
}

function seriesOf({ lines, kind, title }: Card, { accent, second, ink }: Colours) {
  return lines.map(({ name, values }, index) => {
    const colour = index ? second : accent
    const common = { name: name || title, data: values, itemStyle: { color: colour } }
    if (kind === 'count' || kind === 'list') {
      const label = { show: kind === 'list', position: 'right', color: ink }
      return { ...common, type: 'bar', barMaxWidth: 18, label }
    }
    const lineStyle = { color: colour, width: 2, type: index ? 'dashed' : 'solid' }
    const symbol = index ? 'rect' : 'circle'
    // A day between two without a value is a point and no line.
    return { ...common, type: 'line', symbol, symbolSize: values.length < 32 ? 5 : 3, showAllSymbol: true, lineStyle }
  })
}

/** Every number of the chart, for those who do not see it. */
function told({ title, kind, labels, lines }: Card): string {
  const read = lines.map(({ name, values }) => {
    const known = labels.flatMap((label, index) => {
      const value = values[index]
      return typeof value === 'number' ? words.figures.point(label, shown(kind, value)) : []
    })
    return words.figures.line(name, known)
  })
  return words.figures.chart(title, read)
}

export function optionOf(card: Card, colours: Colours): EChartsCoreOption {
  const ranks = card.kind === 'list'
  const [x, y] = ranks ? [scale(card, colours), names(card, colours)] : [names(card, colours), scale(card, colours)]
  const legend = { show: card.lines.length > 1, top: 0, right: 0, textStyle: { color: colours.aside } }
  return {
    animation: false,
    aria: { enabled: true, label: { description: told(card) } },
    grid: { left: 4, right: ranks ? 36 : 12, top: card.lines.length > 1 ? 30 : 12, bottom: 4 },
    legend,
    tooltip: {
      trigger: 'axis',
      // Drawn, not written as HTML: the page's policy forbids styles in markup.
      renderMode: 'richText',
      backgroundColor: colours.surface,
      borderColor: colours.line,
      textStyle: { color: colours.ink },
      valueFormatter: (value: unknown) => (typeof value === 'number' ? shown(card.kind, value) : '—'),
    },
    xAxis: x,
    yAxis: y,
    series: seriesOf(card, colours),
  }
}
