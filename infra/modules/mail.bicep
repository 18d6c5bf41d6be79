// [N1] Mail by Communication Services, kept in Europe.
import { roleIds } from '../roles.bicep'

param name string
@description('A domain of the operator, verified by its DNS records after the first deployment; empty: one of Azure’s, for trials.')
param domain string
param senderName string
param principalId string
param workspaceId string
param tags object

var managed = empty(domain)
var dataLocation = 'Europe'

resource email 'Microsoft.Communication/emailServices@2025-09-01' = {
  name: '${name}-mail'
  location: 'global'
  tags: tags
  properties: { dataLocation: dataLocation }
}

resource mailDomain 'Microsoft.Communication/emailServices/domains@2025-09-01' = {
  parent: email
  name: managed ? 'AzureManagedDomain' : domain
  location: 'global'
  tags: tags
  properties: {
    domainManagement: managed ? 'AzureManaged' : 'CustomerManaged'
    // Counting who opened what is nobody's business.
    userEngagementTracking: 'Disabled'
  }

  resource sender 'senderUsernames' = if (!managed) {
    name: senderName
    properties: { username: senderName, displayName: 'Switchboard' }
  }
}

resource service 'Microsoft.Communication/communicationServices@2025-09-01' = {
  name: name
  location: 'global'
  tags: tags
  properties: {
    dataLocation: dataLocation
    disableLocalAuth: true
    linkedDomains: [mailDomain.id]
  }
}

resource access 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(service.id, principalId, roleIds['Communication and Email Service Owner'])
  scope: service
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roleIds['Communication and Email Service Owner']
    )
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'operations'
  scope: service
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
  }
}

output endpoint string = 'https://${service.properties.hostName}'
output sender string = '${managed ? 'DoNotReply' : senderName}@${mailDomain.properties.fromSenderDomain}'
