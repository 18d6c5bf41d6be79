// Alarms of a stamp: by the application's own figures (alarms.json), by timers that stay silent, and by Service Bus itself.
param prefix string
param location string
param insightsId string
param serviceBusId string
param actionGroupId string
param tags object

var alarms = loadJsonContent('../alarms.json', 'alarms')
var timers = loadJsonContent('../generated/application.json', 'timers')

// A timer that nobody runs is noticed by nothing else: no error, no message, only imports that stay away.
var silentTimers = map(timers, timer => {
  name: 'timer-${timer.name}'
  description: 'The timer ${timer.name} has not run. docs/runbooks/stuck-import.md'
  severity: 1
  query: 'requests | where name == "${timer.name}" and success == true'
  operator: 'LessThan'
  threshold: 1
  windowMinutes: timer.alarmAfterMinutes
})

resource alarm 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for item in concat(alarms, silentTimers): {
    name: '${prefix}-${item.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: '${prefix}: ${item.name}'
      description: item.description
      severity: item.severity
      enabled: true
      scopes: [insightsId]
      evaluationFrequency: item.windowMinutes > 60 ? 'PT1H' : 'PT5M'
      windowSize: item.windowMinutes % 60 == 0 ? 'PT${item.windowMinutes / 60}H' : 'PT${item.windowMinutes}M'
      autoMitigate: true
      criteria: {
        allOf: [
          {
            query: item.query
            timeAggregation: 'Count'
            operator: item.operator
            threshold: item.threshold
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: [actionGroupId] }
    }
  }
]

var busAlarms = [
  {
    name: 'dead-letters'
    description: 'Messages that were given up: work that was not done. docs/runbooks/dead-letters.md'
    metric: 'DeadletteredMessages'
    aggregation: 'Maximum'
  }
  {
    name: 'service-bus-throttled'
    description: 'The namespace refuses requests: more than 1,000 credits a second. docs/scale.md'
    metric: 'ThrottledRequests'
    aggregation: 'Total'
  }
]

resource busAlarm 'Microsoft.Insights/metricAlerts@2018-03-01' = [
  for item in busAlarms: {
    name: '${prefix}-${item.name}'
    location: 'global'
    tags: tags
    properties: {
      description: item.description
      severity: 2
      enabled: true
      scopes: [serviceBusId]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT15M'
      autoMitigate: true
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            name: item.name
            criterionType: 'StaticThresholdCriterion'
            metricNamespace: 'Microsoft.ServiceBus/namespaces'
            metricName: item.metric
            timeAggregation: item.aggregation
            operator: 'GreaterThan'
            threshold: 0
            dimensions: [{ name: 'EntityName', operator: 'Include', values: ['*'] }]
          }
        ]
      }
      actions: [{ actionGroupId: actionGroupId }]
    }
  }
]
