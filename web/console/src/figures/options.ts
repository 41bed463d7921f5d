/** What ECharts draws of a card. */
import type { EChartsCoreOption } from 'echarts/core'
import { shown, type Card } from './cards'

export interface Colours {
  ink: string
  aside: string
  line: string
  accent: string
  second: string
  surface: string
}

function scale({ kind }: Card, { aside, line }: Colours) {
  return {
    type: 'value',
    min: 0,
    ...(kind === 'share' ? { max: 1 } : {}),
    ...(kind === 'count' || kind === 'list' ? { minInterval: 1 } : {}),
    splitNumber: 3,
    axisLabel: { color: aside, formatter: (value: number) => shown(kind, value).replace('.0%', '%') },
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
    return { ...common, type: 'line', symbol, symbolSize: 5, showSymbol: values.length < 32, lineStyle }
  })
}

export function optionOf(card: Card, colours: Colours): EChartsCoreOption {
  const ranks = card.kind === 'list'
  const [x, y] = ranks ? [scale(card, colours), names(card, colours)] : [names(card, colours), scale(card, colours)]
  const legend = { show: card.lines.length > 1, top: 0, right: 0, icon: 'roundRect', textStyle: { color: colours.aside } }
  return {
    animation: false,
    title: { show: false, text: card.title },
    aria: { enabled: true },
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
