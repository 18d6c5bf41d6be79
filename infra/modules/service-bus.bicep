// A stamp's own queues: a message is worked off by the stamp that sent it.
import { roleIds } from '../roles.bicep'

@minLength(6)
@maxLength(50)
param name string
param location string
param principalId string
param workspaceId string
param tags object

// Every queue of shared/kernel/messages.ts, as the code declares it.
var queues = loadJsonContent('../generated/application.json', 'queues')

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: 'Standard', tier: 'Standard' }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    publicNetworkAccess: 'Enabled'
  }
}

resource queue 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' = [
  for item in queues: {
    parent: namespace
    name: item.name
    properties: {
      lockDuration: item.lockDuration
      maxDeliveryCount: item.maxDeliveryCount
      requiresDuplicateDetection: true
      duplicateDetectionHistoryTimeWindow: item.duplicateDetectionHistoryTimeWindow
      defaultMessageTimeToLive: item.defaultMessageTimeToLive
      // Work that nobody took is not lost silently: an operator decides (docs/runbooks/dead-letters.md).
      deadLetteringOnMessageExpiration: true
      requiresSession: false
      enableBatchedOperations: true
      maxSizeInMegabytes: 5120
    }
  }
]

// The platform asks for the queues' lengths with the same identity to scale, which sending and receiving do not permit.
resource access 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(namespace.id, principalId, roleIds['Azure Service Bus Data Owner'])
  scope: namespace
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roleIds['Azure Service Bus Data Owner']
    )
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'operations'
  scope: namespace
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'OperationalLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output id string = namespace.id
output host string = '${namespace.name}.servicebus.windows.net'
