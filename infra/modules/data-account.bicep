// [T4] The tables of the tenants of one region, and in the home region the index (ADR 0019).
import { roleIds } from '../roles.bicep'

@minLength(3)
@maxLength(24)
param name string
param location string
param sku 'Standard_LRS' | 'Standard_ZRS' | 'Standard_GZRS'
param tables string[]
param principalId string
param workspaceId string
@description('No access but by private endpoints.')
param closed bool
@description('Nobody deletes the account by mistake.')
param locked bool
param tags object

resource account 'Microsoft.Storage/storageAccounts@2025-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: sku }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    publicNetworkAccess: closed ? 'Disabled' : 'Enabled'
    networkAcls: { bypass: 'None', defaultAction: closed ? 'Deny' : 'Allow' }
    supportsHttpsTrafficOnly: true
  }
}

resource service 'Microsoft.Storage/storageAccounts/tableServices@2025-01-01' = {
  parent: account
  name: 'default'
}

resource table 'Microsoft.Storage/storageAccounts/tableServices/tables@2025-01-01' = [
  for item in tables: {
    parent: service
    name: item
  }
]

resource access 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, principalId, roleIds['Storage Table Data Contributor'])
  scope: account
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roleIds['Storage Table Data Contributor']
    )
  }
}

// Figures alone: a line for each operation of a night would cost more than the night.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'figures'
  scope: service
  properties: {
    workspaceId: workspaceId
    metrics: [{ category: 'Transaction', enabled: true }]
  }
}

resource lock 'Microsoft.Authorization/locks@2020-05-01' = if (locked) {
  name: 'customers-data'
  scope: account
  properties: {
    level: 'CanNotDelete'
    notes: 'The rows of all tenants of this region. There is no copy to restore from.'
  }
}

output id string = account.id
output tableEndpoint string = account.properties.primaryEndpoints.table
