// [N1] Mail by Communication Services, kept in Europe.
import { roleIds } from '../roles.bicep'

param name string
@description('A domain of the operator’s own; empty: none.')
param domain string
@description('Whether its DNS records have been verified: Azure links and sends from no other.')
param verified bool
param senderName string
param principalId string
param workspaceId string
param tags object

var own = !empty(domain)
var dataLocation = 'Europe'

resource email 'Microsoft.Communication/emailServices@2025-09-01' = {
  name: '${name}-mail'
  location: 'global'
  tags: tags
  properties: { dataLocation: dataLocation }
}

// Counting who opened what is nobody's business, in both.
resource azureDomain 'Microsoft.Communication/emailServices/domains@2025-09-01' = {
  parent: email
  name: 'AzureManagedDomain'
  location: 'global'
  tags: tags
  properties: { domainManagement: 'AzureManaged', userEngagementTracking: 'Disabled' }
}

resource ownDomain 'Microsoft.Communication/emailServices/domains@2025-09-01' = if (own) {
  parent: email
  name: own ? domain : 'none.invalid'
  location: 'global'
  tags: tags
  properties: { domainManagement: 'CustomerManaged', userEngagementTracking: 'Disabled' }

  resource sender 'senderUsernames' = if (own && verified) {
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
    linkedDomains: [own && verified ? ownDomain.id : azureDomain.id]
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

// Of deliveries the service logs each receiver's address; what became of a mail is kept with the mail, sealed.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'operations'
  scope: service
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'EmailSendMailOperational', enabled: true }]
  }
}

output endpoint string = 'https://${service.properties.hostName}'
output sender string = own && verified
  ? '${senderName}@${domain}'
  : 'DoNotReply@${azureDomain.properties.fromSenderDomain}'
