// The application of one stamp on Flex Consumption. HTTP functions scale as one group, every queue and timer by itself.
import { place, region, scale } from '../types.bicep'

@minLength(2)
@maxLength(60)
param name string
param location region
param homeRegion region
param identityId string
param identityClientId string
param hostStorageName string
param packagesUrl string
@description('Table endpoints by region, the home region’s among them.')
param tableEndpoints { *: string }
param serviceBusHost string
param vaultUrl string
param dataKeyName string
param insightsConnection string
param workspaceId string
param mailEndpoint string
param mailSender string
param entraClientId string
param operatorTenantId string
param certificateName string
@description('Where browsers and clients reach the API; empty: under the name that Azure gives.')
param publicUrl string
param corsOrigins string[]
param allowedNetworks string[]
param scaling scale
param site place
@description('Settings beyond those below, by name: shared/config/settings.ts.')
param moreSettings { *: string }
param tags object

// Names with two underscores are read by the platform: it splits them into the parts of a connection.
var settings = {
  AzureWebJobsStorage__accountName: hostStorageName
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  ServiceBus__fullyQualifiedNamespace: serviceBusHost
  ServiceBus__credential: 'managedidentity'
  ServiceBus__clientId: identityClientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnection
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
  APPLICATIONINSIGHTS_STATSBEAT_DISABLED: 'true'
  AZURE_CLIENT_ID: identityClientId
  SWITCHBOARD_PUBLIC_URL: empty(publicUrl) ? 'https://${app.properties.defaultHostName}' : publicUrl
  SWITCHBOARD_REGION: location
  SWITCHBOARD_HOME_REGION: homeRegion
  SWITCHBOARD_CORS_ORIGINS: join(corsOrigins, ',')
  SWITCHBOARD_LDAP_ALLOWED_NETWORKS: join(allowedNetworks, ',')
  SWITCHBOARD_ENTRA_CLIENT_ID: entraClientId
  SWITCHBOARD_ENTRA_OPERATOR_TENANT_ID: operatorTenantId
  SWITCHBOARD_ENTRA_CERTIFICATE_NAME: certificateName
  SWITCHBOARD_TABLES_URL: tableEndpoints[homeRegion]
  SWITCHBOARD_TABLES_URL_WESTEUROPE: endpointBeside(tableEndpoints, homeRegion, 'westeurope')
  SWITCHBOARD_TABLES_URL_NORTHEUROPE: endpointBeside(tableEndpoints, homeRegion, 'northeurope')
  SWITCHBOARD_TABLES_URL_GERMANYWESTCENTRAL: endpointBeside(tableEndpoints, homeRegion, 'germanywestcentral')
  SWITCHBOARD_KEY_VAULT_URL: vaultUrl
  SWITCHBOARD_DATA_KEY_NAME: dataKeyName
  SWITCHBOARD_MAIL_ACS_ENDPOINT: mailEndpoint
  SWITCHBOARD_MAIL_SENDER: mailSender
}

// Empty counts as absent: a region without an account, and the home region, which has its own setting.
func endpointBeside(endpoints object, home string, other string) string =>
  other == home ? '' : (endpoints[?other] ?? '')

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: '${name}-plan'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: name
  location: location
  // azd deploys to one app; others get the package from the workflow.
  tags: location == homeRegion ? union(tags, { 'azd-service-name': 'app' }) : tags
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    virtualNetworkSubnetId: empty(site.appSubnetId) ? null : site.appSubnetId
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
    }
    functionAppConfig: {
      runtime: { name: 'node', version: '24' }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packagesUrl
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      scaleAndConcurrency: {
        maximumInstanceCount: scaling.maximumInstanceCount
        instanceMemoryMB: scaling.instanceMemoryMB
        alwaysReady: scaling.alwaysReady
      }
    }
  }
}

resource appSettings 'Microsoft.Web/sites/config@2024-11-01' = {
  parent: app
  name: 'appsettings'
  properties: union(settings, moreSettings)
}

// No passwords to publish with: packages come in with Entra's tokens.
resource publishing 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-11-01' = [
  for kind in ['ftp', 'scm']: {
    parent: app
    name: kind
    properties: {
      allow: false
    }
  }
]

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'figures'
  scope: app
  properties: {
    workspaceId: workspaceId
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output id string = app.id
output name string = app.name
output url string = 'https://${app.properties.defaultHostName}'
